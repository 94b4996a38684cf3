import type { Value } from '@private-serverless/template';
import type { Resource, Template } from '../template/Template';

/** A setting whose value is shown in clear text to everybody who may describe the resource. */
export type Setting = {
  resource: Resource;
  name: string;
  values: Value[];
  where: string;
};

/** What a resource has as settings: known ones, and parts that cannot be determined. */
export type Settings = { settings: Setting[]; unclear: Value[] };

/** Paths of lists of `{ Name, Value }`. */
const lists: Record<string, string[][]> = {
  'AWS::ECS::TaskDefinition': [['ContainerDefinitions', 'Environment']],
  'AWS::ECS::DaemonTaskDefinition': [['ContainerDefinitions', 'Environment']],
  'AWS::CodeBuild::Project': [['Environment', 'EnvironmentVariables']],
  'AWS::Batch::JobDefinition': [
    ['ContainerProperties', 'Environment'],
    ['EcsProperties', 'TaskProperties', 'Containers', 'Environment'],
    ['NodeProperties', 'NodeRangeProperties', 'Container', 'Environment'],
    [
      'NodeProperties',
      'NodeRangeProperties',
      'EcsProperties',
      'TaskProperties',
      'Containers',
      'Environment',
    ],
    ['EksProperties', 'PodProperties', 'Containers', 'Env'],
    ['EksProperties', 'PodProperties', 'InitContainers', 'Env'],
    [
      'NodeProperties',
      'NodeRangeProperties',
      'EksProperties',
      'PodProperties',
      'Containers',
      'Env',
    ],
    [
      'NodeProperties',
      'NodeRangeProperties',
      'EksProperties',
      'PodProperties',
      'InitContainers',
      'Env',
    ],
  ],
};

/** Every resource with settings that are shown in clear text. */
export function* settingsOf(
  template: Template,
): Iterable<Settings & { resource: Resource }> {
  for (const resource of template.ofType('AWS::Lambda::Function')) {
    yield {
      resource,
      ...ofMap(
        template,
        resource,
        template.property(resource, 'Environment', 'Variables'),
      ),
    };
  }
  for (const [type, paths] of Object.entries(lists)) {
    for (const resource of template.ofType(type)) {
      const found = paths.map(path => ofList(template, resource, path));
      yield {
        resource,
        settings: found.flatMap(({ settings }) => settings),
        unclear: found.flatMap(({ unclear }) => unclear),
      };
    }
  }
  for (const resource of template.ofType('AWS::SSM::Parameter')) {
    const [name] = template.property(resource, 'Name');
    const text = name.kind === 'scalar' ? name.text : resource.id;
    const values = template.property(resource, 'Value');
    const setting = {
      resource,
      name: text,
      values,
      where: 'the value of a parameter',
    };
    yield { resource, settings: [setting], unclear: [] };
  }
}

const where = 'an environment variable';

function ofMap(
  template: Template,
  resource: Resource,
  maps: Value[],
): Settings {
  return {
    settings: maps.flatMap(map =>
      map.kind === 'map'
        ? [...map.entries].map(([name, node]) => ({
            resource,
            name,
            values: template.values(node),
            where,
          }))
        : [],
    ),
    unclear: maps.filter(({ kind }) => kind !== 'map' && kind !== 'absent'),
  };
}

/** Items of the lists on the path are followed. */
function ofList(
  template: Template,
  resource: Resource,
  path: string[],
): Settings {
  const [first, ...others] = path;
  const items = others.reduce(
    (values, name) =>
      template.items(values.flatMap(value => template.child(value, name))),
    template.items(template.property(resource, first)),
  );
  const settings = items.flatMap((item): Setting[] => {
    if (item.kind !== 'map') return [];
    const [name] = template.child(item, 'Name');
    const [type] = template.child(item, 'Type');
    // In CodeBuild, the value of another type is the name of the secret.
    if (type.kind === 'scalar' && type.text !== 'PLAINTEXT') return [];
    const text = name.kind === 'scalar' ? name.text : '';
    return [
      { resource, name: text, values: template.child(item, 'Value'), where },
    ];
  });
  return { settings, unclear: items.filter(({ kind }) => kind !== 'map') };
}
