import {
  type Project,
  readParametersFile,
  readProject,
} from '@private-serverless/stack/local';

/**
 * Reads a project. If a parameters file is given, its parameters replace those of the project, and its tags are added
 * to those of the project.
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
