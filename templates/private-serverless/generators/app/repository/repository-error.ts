/** One thing in a repository that prevents its generation. */
export type Obstacle = {
  /** Relative to the repository, with `/`; the folder itself as the caller named it. */
  path: string;
  /** What is wrong and what to do about it; follows the path in the error's message. */
  message: string;
  /** Code of the file system's error, such as `EACCES`, where one is the cause. */
  code?: string;
};

/** The repository cannot be read or written as it is. Nothing was written. The message has one line for each obstacle. */
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
