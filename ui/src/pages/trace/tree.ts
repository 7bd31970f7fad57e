import type { Schemas } from "../../api/client";
import type { Micros } from "../../api/units";

export type Span = Schemas["Span"];

/** A span in its place; or the place of one that others name as parent, but that never arrived. */
export interface TreeNode {
  /** Unique within the trace, and the span's id where no other span has the same. */
  readonly key: string;
  readonly span: Span | null;
  /** The id that children name as their parent; for a missing span all that is known of it. */
  readonly spanId: string;
  readonly startMicros: Micros;
  readonly endMicros: Micros;
  readonly children: TreeNode[];
}

export interface Row {
  readonly node: TreeNode;
  readonly depth: number;
  readonly collapsed: boolean;
  /** Spans below, shown or not. */
  readonly below: number;
  /** Of those, the ones with an error. */
  readonly errorsBelow: number;
}

/** Roots in order of start. Every span appears exactly once, whatever the parents say: loops are cut, orphans gathered. */
export function buildTree(spans: readonly Span[]): TreeNode[] {
  const seen = new Map<string, number>();
  const nodes = spans.map((span) => toNode(span, keyOf(span.spanId, seen)));
  const parents = byId(nodes);
  const missing = new Map<string, TreeNode[]>();
  const roots: TreeNode[] = [];
  for (const node of nodes) {
    const parentId = node.span?.parentSpanId ?? null;
    const parent = parentId === null ? undefined : parents.get(parentId);
    if (parentId === null || parent === node) roots.push(node);
    else if (parent) parent.children.push(node);
    else missing.set(parentId, [...(missing.get(parentId) ?? []), node]);
  }
  for (const [spanId, children] of missing) roots.push(missingNode(spanId, children));
  roots.push(...cutLoops(nodes, roots));
  for (const node of nodes) node.children.sort(byStart);
  return roots.sort(byStart);
}

const byStart = (a: TreeNode, b: TreeNode) => a.startMicros - b.startMicros;

function keyOf(spanId: string, seen: Map<string, number>): string {
  const count = (seen.get(spanId) ?? 0) + 1;
  seen.set(spanId, count);
  return count === 1 ? spanId : `${spanId}.${count}`;
}

function toNode(span: Span, key: string): TreeNode {
  const endMicros = (span.startOffsetMicros + span.durationMicros) as Micros;
  return {
    key,
    span,
    spanId: span.spanId,
    startMicros: span.startOffsetMicros,
    endMicros,
    children: [],
  };
}

function missingNode(spanId: string, children: TreeNode[]): TreeNode {
  children.sort(byStart);
  const startMicros = Math.min(...children.map((child) => child.startMicros)) as Micros;
  const endMicros = Math.max(...children.map((child) => child.endMicros)) as Micros;
  return { key: `missing-${spanId}`, span: null, spanId, startMicros, endMicros, children };
}

/** Some tracers give both sides of a call the same id: what is below it then belongs to the server's side. */
function byId(nodes: readonly TreeNode[]): Map<string, TreeNode> {
  const found = new Map<string, TreeNode>();
  for (const node of nodes) {
    if (!found.has(node.spanId) || node.span?.kind === "server") found.set(node.spanId, node);
  }
  return found;
}

/** Spans that no root leads to name each other as parents: the earliest of each loop becomes a root. */
function cutLoops(nodes: readonly TreeNode[], roots: readonly TreeNode[]): TreeNode[] {
  const reached = new Set<TreeNode>();
  for (const root of roots) reach(root, reached);
  const cut: TreeNode[] = [];
  for (const node of [...nodes].sort(byStart)) {
    if (reached.has(node)) continue;
    const parent = nodes.find((other) => other.children.includes(node));
    parent?.children.splice(parent.children.indexOf(node), 1);
    cut.push(node);
    reach(node, reached);
  }
  return cut;
}

/** With a stack of its own: a chain of 10,000 spans would exhaust the call stack. */
function reach(from: TreeNode, reached: Set<TreeNode>) {
  const open = [from];
  for (let node = open.pop(); node; node = open.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    open.push(...node.children);
  }
}

/** What is shown, from top to bottom, with the nodes whose key is in `collapsed` closed. */
export function visibleRows(roots: readonly TreeNode[], collapsed: ReadonlySet<string>): Row[] {
  const totals = countBelow(roots);
  const rows: Row[] = [];
  const open = roots.map((node) => ({ node, depth: 0 })).reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next;
    const closed = collapsed.has(node.key);
    const { below, errors } = totals.get(node) ?? { below: 0, errors: 0 };
    rows.push({ node, depth, collapsed: closed, below, errorsBelow: errors });
    if (closed) continue;
    for (let i = node.children.length - 1; i >= 0; i--) {
      open.push({ node: node.children[i] as TreeNode, depth: depth + 1 });
    }
  }
  return rows;
}

interface Totals {
  below: number;
  errors: number;
}

function countBelow(roots: readonly TreeNode[]): Map<TreeNode, Totals> {
  const order: TreeNode[] = [];
  const open = [...roots];
  for (let node = open.pop(); node; node = open.pop()) {
    order.push(node);
    open.push(...node.children);
  }
  const totals = new Map<TreeNode, Totals>();
  // Parents come before their children in `order`, so from its end each node finds its children counted.
  for (const node of order.reverse()) {
    const sum: Totals = { below: 0, errors: 0 };
    for (const child of node.children) {
      const under = totals.get(child);
      sum.below += 1 + (under?.below ?? 0);
      sum.errors += Number(child.span?.status === "error") + (under?.errors ?? 0);
    }
    totals.set(node, sum);
  }
  return totals;
}

/** The part of a span's time in which none of its children ran. */
export function selfMicros(node: TreeNode): Micros {
  let covered = 0;
  let reachedMicros: number = node.startMicros;
  for (const child of node.children) {
    const from = Math.max(child.startMicros, reachedMicros);
    const to = Math.min(child.endMicros, node.endMicros);
    if (to > from) {
      covered += to - from;
      reachedMicros = to;
    }
  }
  return Math.max(0, node.endMicros - node.startMicros - covered) as Micros;
}
