import pLimit from 'p-limit';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';

/**
 * A file that the generator did not overwrite, because it was edited.
 * @public
 */
export type GeneratedConflict = {
  path: string;
  reason: string;
  /** Unified diff from the file in the workspace to the generated one. Absent for a file that is not text. */
  diff?: string;
};

/**
 * Signature of the generator, as its own module declares it. Paths are relative to `outDir`.
 * @public
 */
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
  /** What users should know about the network of the service. Absent in versions before 0.3. */
  notes?: string[];
}>;

/**
 * A run blocks the event loop for about 30 ms and then writes files. One run at a time keeps the backend responsive while many
 * tasks generate.
 */
const oneAtATime = pLimit(1);

/**
 * Loads the generator at its first use. The generator is an ES module, and the CommonJS build keeps `import()` as it is.
 */
export const generateProject: GenerateProject = async options => {
  const generator = await import('generator-private-serverless');
  return oneAtATime(() =>
    generator.generateProject(
      options as Parameters<typeof generator.generateProject>[0],
    ),
  );
};
