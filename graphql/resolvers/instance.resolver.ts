// Instances: where the DICOMweb door serves them, under the UIDs that their owner knows.
import type { Instance, Series } from '@hounsfield/studies';
import { ResolveField, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import type { InstanceResolvers } from '../generated/resolver-types.ts';
import { present } from './caller.ts';

/** An instance with the series it was reached through. */
export type InstanceSource = Instance & { readonly series: Series };

/** Path of one instance below the DICOMweb root (DICOM PS3.18 section 10.4). */
export const wadoPath = (studyUid: string, seriesUid: string, instanceUid: string): string =>
  `studies/${studyUid}/series/${seriesUid}/instances/${instanceUid}`;

@Resolver('Instance')
export class InstanceResolver implements InstanceResolvers {
  @ResolveField()
  async wadoPath({ series, header }: InstanceSource, _args: unknown, { loaders }: GatewayContext): Promise<string> {
    const study = present(await loaders.study.load(series.studyId), 'a study');
    return wadoPath(
      present(study.header, 'the right to open it').studyInstanceUid,
      present(series.header, 'the right to open it').seriesInstanceUid,
      present(header, 'the right to open it').sopInstanceUid,
    );
  }
}
