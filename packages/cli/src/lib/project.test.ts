import path from 'node:path';
import { privateTemplate } from '../__testUtils__/fixtures';
import { folderWith } from '../__testUtils__/run';
import { projectWith } from './project';

let folder: string;
beforeAll(() => {
  folder = folderWith({
    'private-serverless.json': {
      template: 'infrastructure/template.yaml',
      parameters: 'infrastructure/parameters.json',
    },
    'infrastructure/template.yaml': privateTemplate,
    'infrastructure/parameters.json': {
      Parameters: { Cidr: '10.64.0.0/20', Note: 'project' },
      Tags: { costCentre: '42', stage: 'dev' },
    },
    'plain.json': { Cidr: '10.80.0.0/20' },
    'tags.json': {
      Parameters: { Cidr: '10.80.0.0/20' },
      Tags: { stage: 'prod', team: 'shop' },
    },
  });
});

it.each([
  [undefined, { Cidr: '10.64.0.0/20', Note: 'project' }, {}],
  ['plain.json', { Cidr: '10.80.0.0/20' }, {}],
  ['tags.json', { Cidr: '10.80.0.0/20' }, { stage: 'prod', team: 'shop' }],
])(
  'reads the parameters of %s and the tags of both files',
  async (file, parameters, tags) => {
    const project = await projectWith(folder, file && path.join(folder, file));
    expect(project).toMatchObject({ root: folder, parameters });
    expect(project.parameters).toEqual(parameters);
    expect(project.tags).toEqual({ costCentre: '42', stage: 'dev', ...tags });
  },
);
