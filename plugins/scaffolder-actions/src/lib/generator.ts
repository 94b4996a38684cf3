import pLimit from 'p-limit';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';

/** A generated file that differs from the workspace's one and was left alone. */
export type GeneratedConflict = {
  path: string;
  reason: string;
  /** Unified diff from the workspace's file to the generated one; absent where the file is not comparable text. */
  diff?: string;
};

/** Options and result of the generator; its own module declares the same. Paths are relative to `outDir`. */
export type GenerateProject = (options: {
  answers: unknown;
  environment: Environment;
  outDir: string;
  log?: (line: string) => void;
}) => Promise<{
  written: string[];
  unchanged: string[];
  deleted: string[];
  conflicts: GeneratedConflict[];
  obsolete: Array<{ path: string; isEdited: boolean }>;
  stackName: string;
  templateVersion: string;
}>;

/**
 * A run computes for some 30 ms and then writes files. Together, those of many tasks would not let the backend answer
 * anybody in between.
 */
const oneAtATime = pLimit(1);

/**
 * The generator, loaded at its first use: it is an ES module, and `import()` stays as it is in the CommonJS build.
 */
export const generateProject: GenerateProject = async options => {
  const generator = await import('generator-private-serverless');
  return oneAtATime(() =>
    generator.generateProject(
      options as Parameters<typeof generator.generateProject>[0],
    ),
  );
};
