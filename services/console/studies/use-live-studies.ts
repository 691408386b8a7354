// Live news of the study list: rows change in place, new studies are counted and wait until the reader asks for them.
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { StudiesDocument, StudyRowFragmentDoc } from '../generated/operations.ts';

const EVERY_MS = 5_000;

/** How many studies arrived that are not among the shown ones; asks only while the page is visible. */
export const useLiveStudies = (shownIds: readonly string[], pageSize: number, active: boolean): number => {
  const client = useApolloClient();
  const [latest, setLatest] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!active) return;
    let stopped = false;
    const look = async () => {
      if (document.visibilityState !== 'visible') return;
      // Not cached as a list: that would move rows under the reader's hand.
      const { data } = await client.query({
        query: StudiesDocument,
        variables: { first: pageSize },
        fetchPolicy: 'no-cache',
      });
      if (stopped || data === undefined) return;
      for (const { node } of data.studies.edges)
        client.writeFragment({ fragment: StudyRowFragmentDoc, fragmentName: 'StudyRow', data: node });
      setLatest(data.studies.edges.map(({ node }) => node.id));
    };
    const timer = setInterval(() => void look().catch(() => undefined), EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [client, pageSize, active]);
  const shown = new Set(shownIds);
  return latest.filter((id) => !shown.has(id)).length;
};
