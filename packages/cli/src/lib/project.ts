import {
  type Project,
  readParametersFile,
  readProject,
} from '@private-serverless/stack';

/** A project whose parameters file was replaced on the command line, if it was. */
export async function projectWith(
  target: string,
  parametersFile: string | undefined,
): Promise<Project> {
  const project = await readProject(target);
  return parametersFile
    ? { ...project, ...(await readParametersFile(parametersFile)) }
    : project;
}
