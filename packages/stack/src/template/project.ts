import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { StackError } from '../session/StackError';
import { isRecord } from '../session/isRecord';
import { confineTo } from './confine';

/** File at the root of a generated repository. */
export const projectFile = 'private-serverless.json';

/**
 * A template with the files and settings of its repository.
 * @public
 */
export type Project = {
  /** Folder that must contain every asset. */
  root: string;
  templatePath: string;
  /** From the generated repository. Absent for a template alone. */
  stackName?: string;
  parameters: Record<string, string>;
  /** Stack tags from the parameters file. */
  tags: Record<string, string>;
  /** The generator's answers. */
  answers?: Record<string, unknown>;
};

/**
 * The nearest folder above the template that contains a `private-serverless.json`, otherwise the folder of the
 * template. No other file marks a root, so that an untrusted template inside another repository cannot read that
 * repository.
 */
export function projectRoot(templatePath: string): string {
  const own = path.dirname(path.resolve(templatePath));
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, projectFile))) return folder;
    if (folder === path.dirname(folder)) return own;
  }
}

/**
 * Reads a generated repository (a folder with `private-serverless.json`) or a template file. The template of a
 * generated repository is read with the repository's parameters.
 *
 * @throws StackError `input` that names the file, the field and the fix
 * @public
 */
export async function readProject(target: string): Promise<Project> {
  const absolute = path.resolve(target);
  if (!existsSync(absolute)) {
    throw new StackError(
      'input',
      `${target} does not exist. Use a CloudFormation template or the folder of a generated repository.`,
    );
  }
  if (statSync(absolute).isDirectory()) {
    if (!existsSync(path.join(absolute, projectFile))) {
      throw new StackError(
        'input',
        `${target} is not a generated repository: it has no ${projectFile}. Use the folder of a generated repository, or a template file.`,
      );
    }
    return readGenerated(absolute);
  }
  const root = projectRoot(absolute);
  if (existsSync(path.join(root, projectFile))) {
    const project = await readGenerated(root);
    if (project.templatePath === absolute) return project;
  }
  return { root, templatePath: absolute, parameters: {}, tags: {} };
}

/**
 * Reads a parameters file: `{"Parameters": {…}, "Tags": {…}}`, an object of names and values, or a list of
 * `ParameterKey` and `ParameterValue` as in the API of CloudFormation.
 *
 * @throws StackError `input` that names the file and the field
 * @public
 */
export async function readParametersFile(
  file: string,
): Promise<Pick<Project, 'parameters' | 'tags'>> {
  const content = await readJson(file);
  if (Array.isArray(content)) {
    const entries = content.map((item, index) => {
      if (!isRecord(item) || typeof item.ParameterKey !== 'string') {
        throw new StackError(
          'input',
          `${file}: item ${index} has no ParameterKey. Add the name of a parameter.`,
        );
      }
      return [item.ParameterKey, item.ParameterValue];
    });
    return {
      parameters: strings(file, '', Object.fromEntries(entries)),
      tags: {},
    };
  }
  if (!isRecord(content)) {
    throw new StackError('input', `${file}: must be a JSON object.`);
  }
  if (!('Parameters' in content) && !('Tags' in content)) {
    return { parameters: strings(file, '', content), tags: {} };
  }
  return {
    parameters: strings(file, 'Parameters.', content.Parameters ?? {}),
    tags: strings(file, 'Tags.', content.Tags ?? {}),
  };
}

async function readGenerated(root: string): Promise<Project> {
  const file = path.join(root, projectFile);
  const isInside = confineTo(root);
  if (!isInside(file)) {
    throw new StackError(
      'input',
      `${file} is a link to a file outside the repository. Replace the link with a regular file.`,
    );
  }
  const content = await readJson(file);
  if (!isRecord(content)) {
    throw new StackError('input', `${file}: must be a JSON object.`);
  }
  const inProject = (field: 'template' | 'parameters'): string | undefined => {
    const value = content[field];
    if (value === undefined) return undefined;
    const resolved =
      typeof value === 'string' ? path.resolve(root, value) : undefined;
    if (!resolved || !existsSync(resolved) || !isInside(resolved)) {
      throw new StackError(
        'input',
        `${file}: ${field} must be the path of a file in the repository, not ${JSON.stringify(
          value,
        )}.`,
      );
    }
    return resolved;
  };
  const templatePath = inProject('template');
  if (!templatePath) {
    throw new StackError(
      'input',
      `${file}: template is missing. Set it to the path of the template.`,
    );
  }
  const parametersPath = inProject('parameters');
  return {
    root,
    templatePath,
    ...(typeof content.stackName === 'string'
      ? { stackName: content.stackName }
      : {}),
    ...(parametersPath
      ? await readParametersFile(parametersPath)
      : { parameters: {}, tags: {} }),
    ...(isRecord(content.answers) ? { answers: content.answers } : {}),
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    // Without the part of the text that the message quotes: parameters may have secrets.
    const reason = (error as Error).message
      .replace(/, ?(\.{3})?"[\s\S]*$/, '')
      .replace(/\s+/g, ' ');
    throw new StackError(
      'input',
      `${file} cannot be read as JSON: ${reason}. Correct the file or its path.`,
    );
  }
}

/** CloudFormation's parameters are strings, so numbers, booleans and lists are converted. */
function strings(
  file: string,
  prefix: string,
  values: unknown,
): Record<string, string> {
  if (!isRecord(values)) {
    throw new StackError(
      'input',
      `${file}: ${prefix.slice(0, -1)} must be an object of names and values.`,
    );
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const items = Array.isArray(value) ? value : [value];
      if (
        items.every(item =>
          ['string', 'number', 'boolean'].includes(typeof item),
        )
      ) {
        return [name, items.join(',')];
      }
      throw new StackError(
        'input',
        `${file}: ${prefix}${name} must be a string, a number, a boolean or a list of them, not ${
          value === null ? 'null' : 'an object or a list with other values'
        }.`,
      );
    }),
  );
}
