/** A number that knows its unit: a `Millis` cannot be passed where `Micros` are expected. */
declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

export type Millis = Unit<"Millis">;
export type Micros = Unit<"Micros">;
export type Seconds = Unit<"Seconds">;
export type Bytes = Unit<"Bytes">;

export const millis = (value: number) => value as Millis;
export const micros = (value: number) => value as Micros;
export const bytes = (value: number) => value as Bytes;
export const microsToMillis = (value: Micros) => (value / 1000) as Millis;
