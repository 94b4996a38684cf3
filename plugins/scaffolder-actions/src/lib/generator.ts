import pLimit from 'p-limit';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';

/** What the generator is asked and what it answers; the generator's own module declares the same. */
export type GenerateProject = (options: {
  answers: unknown;
  environment: Environment;
  outDir: string;
  log?: (line: string) => void;
}) => Promise<{ files: string[]; stackName: string; templateVersion: string }>;

/**
 * A run computes for some 30 ms and then writes files. Together, those of many tasks would not let the backend answer
 * anybody in between.
 */
const oneAtATime = pLimit(1);

/**
 * The generator, loaded at its first use.
 *
 * It is an ES module and brings Yeoman along: `import()` stays as it is in the CommonJS build, and a backend that
 * never generates never loads it.
 */
export const generateProject: GenerateProject = async options => {
  const generator = await import('generator-private-serverless');
  return oneAtATime(() =>
    generator.generateProject(
      options as Parameters<typeof generator.generateProject>[0],
    ),
  );
};
