// All nodes of a connection, page after page, for exports.

type Page<Node> = {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
};

/** Follows cursors to the end; a cursor that repeats itself ends the walk rather than going round for ever. */
export const everyNode = async <Node>(
  load: (after: string | null) => Promise<Page<Node> | undefined>,
): Promise<Node[]> => {
  const nodes: Node[] = [];
  const seen = new Set<string>();
  for (let after: string | null = null; ; ) {
    const page: Page<Node> | undefined = await load(after);
    nodes.push(...(page?.edges.map(({ node }) => node) ?? []));
    const next: string | null | undefined = page?.pageInfo.endCursor;
    if (!page?.pageInfo.hasNextPage || !next || seen.has(next)) return nodes;
    seen.add(next);
    after = next;
  }
};
