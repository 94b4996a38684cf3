import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import { projectFiles, skeletonData } from './files.ts';
import { packagePath } from './package-root.ts';
import type { KeptRange } from './parameters.ts';
import { normalizeText } from './repository/text-form.ts';

/**
 * Renders every file of the repository, in memory.
 *
 * @param answers - valid for the environment
 * @param range - the range of the VPC that an existing repository keeps
 * @returns normalized texts by path, sorted by path
 */
export function renderFiles(
  answers: Answers,
  environment: Environment,
  range: KeptRange = {},
): Map<string, string> {
  const data = skeletonData(answers, environment);
  const texts = projectFiles(answers, environment, range).map(file => {
    const text =
      'text' in file
        ? file.text
        : ejs.render(
            readFileSync(packagePath(`skeleton/${file.skeleton}`), 'utf8'),
            data,
          );
    return [file.path, normalizeText(text)] as const;
  });
  return new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}
