import {
  type Project,
  readParametersFile,
  readProject,
} from '@private-serverless/stack';

/**
 * A project whose parameters file was replaced on the command line, if it was. Its parameters then are those of
 * that file alone; its tags stay, and those of the file are added.
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
