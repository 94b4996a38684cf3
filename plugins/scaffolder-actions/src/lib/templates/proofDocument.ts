import path from 'node:path';
import {
  formatVerdict,
  templateWorkers,
  type Verdict,
  type VerifyOptions,
} from '@private-serverless/privacy';
import type { Project } from '@private-serverless/stack';

/** The proof of a template as Markdown with the network drawn, and its result in one sentence. */
export async function proofDocument(
  { root, templatePath }: Pick<Project, 'root' | 'templatePath'>,
  verdict: Verdict,
  options: VerifyOptions,
): Promise<{ headline: string; markdown: string }> {
  // The verdict matters. Without the picture, the document has everything else.
  const picture = await templateWorkers.picture(options).catch(() => undefined);
  const file = path.relative(root, templatePath).split(path.sep).join('/');
  const [headline] = formatVerdict(verdict, 'text').split('\n');
  return {
    headline,
    markdown: formatVerdict(verdict, 'markdown', { file, picture }),
  };
}
