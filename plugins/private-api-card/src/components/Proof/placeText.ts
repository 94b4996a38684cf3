import type { ProofPlace } from '@private-serverless/backstage-plugin-private-api-common';
import type { Translate } from '../../translation';

/** Where something is in the template, such as `Resources.Api, line 12`. */
export function placeText(
  t: Translate,
  { path, line, construct }: ProofPlace,
): string {
  const place =
    line === undefined ? path : t('proof.place', { path, line: `${line}` });
  return construct === undefined
    ? place
    : t('proof.place.construct', { place, construct });
}
