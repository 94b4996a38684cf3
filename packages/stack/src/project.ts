import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { confineTo } from './assets/confine';
import { projectFile, projectRoot } from './assets/package';
import { StackError } from './errors';
import { isRecord } from './template/parse';

/** A template with what is known around it. */
export type Project = {
  /** Folder that asset entries may not leave. */
  root: string;
  templatePath: string;
  /** From the generated project; absent for a bare template. */
  stackName?: string;
  parameters: Record<string, string>;
  /** Stack tags from the parameters file. */
  tags: Record<string, string>;
  /** The generator's answers. */
  answers?: Record<string, unknown>;
};

/**
 * Reads a generated project (a folder with `private-serverless.json`) or a bare template file. A template
 * that is the one of the project around it comes with that project's parameters.
 *
 * @throws StackError `input` that names the file, the field and the fix
 */
export async function readProject(target: string): Promise<Project> {
  const absolute = path.resolve(target);
  if (!existsSync(absolute)) {
    throw new StackError(
      'input',
      `${target} does not exist. Give a CloudFormation template or the folder of a generated project.`,
    );
  }
  if (statSync(absolute).isDirectory()) {
    if (!existsSync(path.join(absolute, projectFile))) {
      throw new StackError(
        'input',
        `${target} is no generated project: it has no ${projectFile}. Give the project's folder or a template file.`,
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
 * Reads a parameters file: `{"Parameters": {…}, "Tags": {…}}`, a plain object of names and values, or the
 * list of `ParameterKey`/`ParameterValue` that CloudFormation's own API takes.
 *
 * @throws StackError `input` that names the file and the field
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
          `${file}: item ${index} has no ParameterKey.`,
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
      `${file} is a link to a file outside the project.`,
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
        `${file}: ${field} must be the path of a file in the project, not ${JSON.stringify(
          value,
        )}.`,
      );
    }
    return resolved;
  };
  const templatePath = inProject('template');
  if (!templatePath) {
    throw new StackError('input', `${file}: template is missing.`);
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
    throw new StackError(
      'input',
      `${file} cannot be read as JSON: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** CloudFormation's parameters are strings; numbers, booleans and lists of them are written as such. */
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
        `${file}: ${prefix}${name} must be a string, a number, a boolean or a list of them, not ${JSON.stringify(
          value,
        )}.`,
      );
    }),
  );
}
