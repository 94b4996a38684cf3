import {
  type Project,
  readParametersFile,
  readProject,
} from '@private-serverless/stack';

/**
 * Reads a project, and replaces its parameters with those of a file, if one is given. The tags of the project stay, and
 * those of the file are added.
 */
export async function projectWith(
  target: string,
  parametersFile: string | undefined,
): Promise<Project> {
  const project = await readProject(target);
  if (!parametersFile) return project;
  const { parameters, tags } = await readParametersFile(parametersFile);
  return { ...project, parameters, tags: { ...project.tags, ...tags } };
}
