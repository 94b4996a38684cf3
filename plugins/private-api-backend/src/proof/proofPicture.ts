import type { ProofPicture } from '@private-serverless/backstage-plugin-private-api-common';
import type {
  TemplateWorkers,
  VerifyOptions,
} from '@private-serverless/privacy';
import { loadPrivacy } from './loadPrivacy';

/** Maximum length of one drawing, and number and length of the sentences. */
const maxSvg = 200_000;
const maxSentences = 300;
const maxSentence = 1_000;

/**
 * Draws the network of a template.
 *
 * @returns undefined if it cannot be drawn within the limits. The proof does not depend on it
 */
export async function proofPicture(
  workers: Pick<TemplateWorkers, 'picture'>,
  options: VerifyOptions,
): Promise<ProofPicture | undefined> {
  const { describePicture, drawPicture, TemplateError } = loadPrivacy();
  const picture = await workers.picture(options).catch(error => {
    if (error instanceof TemplateError) return undefined;
    throw error;
  });
  if (!picture) return undefined;
  const svg = {
    light: drawPicture(picture, { theme: 'light' }),
    dark: drawPicture(picture, { theme: 'dark' }),
  };
  if (svg.light.length > maxSvg) return undefined;
  const text = describePicture(picture)
    .slice(0, maxSentences)
    .map(sentence => sentence.slice(0, maxSentence));
  return { svg, text };
}
