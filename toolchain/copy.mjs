// Creates a copy of the repository for commands that must not change the repository itself.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './say.mjs';

/** Copies the sources into `to`: every file that Git tracks or would track. */
export function copySources(to) {
  const files = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: repositoryRoot, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  for (const file of files.split('\0').filter(Boolean)) {
    const source = path.join(repositoryRoot, file);
    if (existsSync(source)) cpSync(source, path.join(to, file));
  }
}

/**
 * Copies the sources into `to`, with hard links to the installed packages and with the state of Yarn and TypeScript, so
 * that no install is needed. Commands in the copy must not change a file of node_modules in place.
 */
export function copyInstalled(to) {
  copySources(to);
  for (const folder of ['.yarn', 'dist-types']) {
    const source = path.join(repositoryRoot, folder);
    if (existsSync(source)) {
      cpSync(source, path.join(to, folder), { recursive: true });
    }
  }
  const workspaces = ['packages', 'plugins', 'templates'].flatMap(group =>
    readdirSync(path.join(repositoryRoot, group)).map(name =>
      path.join(group, name),
    ),
  );
  for (const workspace of ['.', ...workspaces]) {
    const source = path.join(repositoryRoot, workspace, 'node_modules');
    if (existsSync(source)) {
      linkFolder(source, path.join(to, workspace, 'node_modules'));
    }
  }
}

function linkFolder(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!entry.isDirectory()) linkOrCopy(source, target);
    else if (entry.name !== '.cache') linkFolder(source, target);
  }
}

function linkOrCopy(source, target) {
  try {
    linkSync(source, target);
  } catch (error) {
    // EXDEV: the temporary folder is on another disk. EMLINK, EPERM: the file system does not allow more links.
    if (!lstatSync(source).isFile()) throw error;
    copyFileSync(source, target);
  }
}
