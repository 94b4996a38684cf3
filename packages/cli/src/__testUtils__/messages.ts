/** Exit code and output of a finished command. */
export type Finished = { code: number | null; stdout: string; stderr: string };

/** A message from `run` to the process that runs the commands of a test file. */
export type Request = {
  id: number;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
};

/** A message from that process to `run`. */
export type Result = { id: number; finished: Finished };
