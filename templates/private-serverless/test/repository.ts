import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { generateProject } from '../generators/app/project.ts';
import {
  decodeMergeBase,
  mergeBasePath,
} from '../generators/app/repository/merge-base.ts';
import { answers, environment, run, temporaryFolder } from './fixtures.ts';

/** A generated repository of a test, with functions to read, edit and regenerate it. */
export type Repository = Awaited<ReturnType<typeof newRepository>>;

/** Generates a repository with a table. */
export async function newRepository(context: TestContext) {
  const root = await temporaryFolder(context);
  const repository = {
    root,
    path: (path: string) => join(root, path),
    read: (path: string) => readFile(join(root, path), 'utf8'),
    async write(path: string, content: string | Buffer): Promise<void> {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    async base(): Promise<Map<string, string>> {
      return decodeMergeBase(await readFile(join(root, mergeBasePath)));
    },
    /** Generates again, with changed answers if any. */
    generate: (
      changes: Record<string, unknown> = {},
      options: { force?: boolean } = {},
    ) =>
      generateProject({
        answers: { ...answers, data: ['dynamodb'], ...changes },
        environment,
        outDir: root,
        ...options,
      }),
    /** Runs git there, without the configuration of this machine. */
    async git(...args: string[]): Promise<string> {
      const { stdout } = await run('git', args, {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          HOME: root,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_AUTHOR_NAME: 'a',
          GIT_AUTHOR_EMAIL: 'a@example.com',
          GIT_COMMITTER_NAME: 'a',
          GIT_COMMITTER_EMAIL: 'a@example.com',
        },
      });
      return stdout;
    },
  };
  await repository.generate();
  return repository;
}

/** Answers that change README.md, package.json, catalog-info.yaml, mkdocs.yml and private-serverless.json. */
export const otherDescription = { description: 'Takes and ships orders' };

/** The files that `otherDescription` changes. */
export const describedFiles = [
  'README.md',
  'catalog-info.yaml',
  'docs/index.md',
  'infrastructure/template.yaml',
  'mkdocs.yml',
  'package.json',
  'private-serverless.json',
];
