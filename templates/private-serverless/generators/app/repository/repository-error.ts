/** A reason why a repository cannot be generated. */
export type Obstacle = {
  /** Relative to the repository, with `/`. For the folder itself, the path that the caller passed. */
  path: string;
  /** What is wrong and what to do. Follows the path in the error's message. */
  message: string;
  /** Code of the file system's error, such as `EACCES`, if it is the cause. */
  code?: string;
};

/** The repository cannot be read or written. No file was changed. The message has one line for each obstacle. */
export class RepositoryError extends Error {
  readonly obstacles: Obstacle[];
  /** Code of the first obstacle that has one. */
  readonly code?: string;

  constructor(obstacles: Obstacle[]) {
    const lines = obstacles.map(({ path, message }) => `${path} ${message}`);
    super([...new Set(lines)].join('\n'));
    this.name = 'RepositoryError';
    this.obstacles = obstacles;
    this.code = obstacles.find(({ code }) => code)?.code;
  }
}
