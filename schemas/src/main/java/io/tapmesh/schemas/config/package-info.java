/**
 * Reads configuration files: YAML with {@code apiVersion}, {@code kind}, {@code metadata} and
 * {@code spec}, validated against the JSON Schema of its kind, with every error reported at once
 * and each with its place in the file.
 */
@NullMarked
package io.tapmesh.schemas.config;

import org.jspecify.annotations.NullMarked;
