import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import {
  entry,
  readTemplateText,
  resourcesOf,
  stringOf,
  TemplateError,
} from '@private-serverless/template';
import { jsonReason } from '../repository/jsonReason';
import { RepositoryFileError } from '../repository/RepositoryFileError';
import type { LinkedTemplate } from './verifyTemplates';

/** File that describes an assembly. */
const manifestName = 'manifest.json';

/** Maximum number of templates. An assembly is not trusted, and one that contains itself has no end. */
const maxTemplates = 1_000;

type Artifact = {
  type?: unknown;
  environment?: unknown;
  properties?: {
    templateFile?: unknown;
    stackName?: unknown;
    directoryName?: unknown;
  };
};

/**
 * Reads the templates of a cloud assembly, which `cdk synth` writes to `cdk.out`: those of stacks, of stages and of nested stacks.
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth
 *
 * @param folder - the assembly
 * @returns the templates, with files relative to the folder
 * @throws RepositoryFileError that names a file that is missing, not valid, or outside the folder
 * @public
 */
export async function readCloudAssembly(
  folder: string,
): Promise<LinkedTemplate[]> {
  const root = await realpath(folder);
  const templates: LinkedTemplate[] = [];
  const assemblies = new Set<string>();
  const add = (template: LinkedTemplate) => {
    if (templates.length === maxTemplates) {
      throw new RepositoryFileError(
        `${template.file} is one of more than ${maxTemplates} templates. Verify parts of the app.`,
      );
    }
    templates.push(template);
  };
  const read = async (file: string): Promise<string> => {
    const name = path.relative(root, file);
    try {
      const target = await realpath(file);
      if (!target.startsWith(root + path.sep)) {
        throw new RepositoryFileError(
          `${name} is outside the assembly. Run cdk synth again.`,
        );
      }
      return await readFile(target, 'utf8');
    } catch (error) {
      if (error instanceof RepositoryFileError) throw error;
      throw new RepositoryFileError(
        `${name} cannot be read: ${
          (error as NodeJS.ErrnoException).code
        }. Run cdk synth again.`,
      );
    }
  };
  const addNested = async (parent: LinkedTemplate, directory: string) => {
    for (const [id, resource] of resources(parent)) {
      if (stringOf(entry(resource, 'Type')) !== 'AWS::CloudFormation::Stack') {
        continue;
      }
      const asset = stringOf(
        entry(entry(resource, 'Metadata'), 'aws:asset:path'),
      );
      if (asset === undefined) continue;
      const file = path.resolve(directory, asset);
      const nested: LinkedTemplate = {
        name: `${parent.name}/${id}`,
        file: path.relative(root, file),
        template: await read(file),
        environment: parent.environment,
        nestedIn: { part: parent.name, id },
      };
      add(nested);
      await addNested(nested, directory);
    }
  };
  const addAssembly = async (directory: string): Promise<void> => {
    if (assemblies.has(directory)) {
      throw new RepositoryFileError(
        `${manifestName} contains ${
          path.relative(root, directory) || '.'
        } more than once. Run cdk synth again.`,
      );
    }
    assemblies.add(directory);
    const file = path.join(directory, manifestName);
    for (const [id, artifact] of artifactsOf(
      await read(file),
      path.relative(root, file),
    )) {
      const { directoryName, stackName, templateFile } =
        artifact.properties ?? {};
      if (
        artifact.type === 'aws:cloudformation:stack' &&
        typeof templateFile === 'string'
      ) {
        const templatePath = path.resolve(directory, templateFile);
        const template: LinkedTemplate = {
          name: id,
          file: path.relative(root, templatePath),
          template: await read(templatePath),
          stackName: typeof stackName === 'string' ? stackName : id,
          environment: String(artifact.environment ?? ''),
        };
        // The CDK deploys no stack without resources.
        if (isEmpty(template)) continue;
        add(template);
        await addNested(template, directory);
      }
      if (
        artifact.type === 'cdk:cloud-assembly' &&
        typeof directoryName === 'string'
      ) {
        await addAssembly(path.resolve(directory, directoryName));
      }
    }
  };
  await addAssembly(root);
  if (templates.length === 0) {
    throw new RepositoryFileError(
      `${manifestName} has no stacks with resources. Add one to the app, and run cdk synth again.`,
    );
  }
  return templates;
}

function isEmpty({ template }: LinkedTemplate): boolean {
  try {
    const section = entry(readTemplateText(template).root, 'Resources');
    return (
      section === undefined ||
      (section.kind === 'map' && section.entries.size === 0)
    );
  } catch {
    // Reading its resources says what is wrong.
    return false;
  }
}

function resources({ file, template }: LinkedTemplate) {
  try {
    return resourcesOf(readTemplateText(template).root);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const place =
      error.line === undefined ? file : `${file}, line ${error.line}`;
    throw new RepositoryFileError(`${place}: ${error.reason}`);
  }
}

function artifactsOf(text: string, file: string): Array<[string, Artifact]> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new RepositoryFileError(
      `${file} is not valid JSON: ${jsonReason(error)}. Run cdk synth again.`,
    );
  }
  const artifacts = (content as { artifacts?: unknown } | null)?.artifacts;
  if (typeof artifacts !== 'object' || artifacts === null) {
    throw new RepositoryFileError(
      `${file} has no artifacts. Use the folder that cdk synth writes, such as cdk.out.`,
    );
  }
  return Object.entries(artifacts as Record<string, Artifact>);
}
