import {
  entry,
  type Plain,
  readTemplateText,
  resourcesOf,
  stringOf,
  toPlain,
} from '@private-serverless/template';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A resource that the golden path creates. */
export type GoldenResource = {
  logicalId: string;
  type: string;
  /** Name of the fragment, without its extension. */
  fragment?: string;
  properties: { [name: string]: Plain };
};

/**
 * Returns the resources of the generator's template fragments, without the stand-ins for resources of other fragments.
 */
export function goldenResources(root: string): GoldenResource[] {
  const folder = path.join(root, 'templates/private-serverless/fragments');
  return readdirSync(folder)
    .sort()
    .flatMap(file =>
      resourcesIn(readFileSync(path.join(folder, file), 'utf8')).map(
        resource => ({ ...resource, fragment: path.parse(file).name }),
      ),
    );
}

/** Fragments of the entries with a load balancer. */
const balanced = /^(load-balancer|alb(-.*)?|target-sync(-.*)?|pinned-targets)$/;

/** Whether only services with a load balancer have a resource. */
export function isOfLoadBalancer({ fragment = '' }: GoldenResource): boolean {
  return balanced.test(fragment);
}

function resourcesIn(text: string): GoldenResource[] {
  const { root } = readTemplateText(text);
  const standIns = standInsOf(toPlain(root));
  // A fragment can have only outputs.
  if (entry(entry(root, 'Resources'), 'x') === undefined && isEmpty(root)) {
    return [];
  }
  return [...resourcesOf(root)]
    .filter(([logicalId]) => !standIns.includes(logicalId))
    .map(([logicalId, node]) => {
      const properties = entry(node, 'Properties');
      return {
        logicalId,
        type: stringOf(entry(node, 'Type'))!,
        properties: (properties ? toPlain(properties) : {}) as {
          [name: string]: Plain;
        },
      };
    });
}

function isEmpty(root: Parameters<typeof toPlain>[0]): boolean {
  const section = entry(root, 'Resources');
  return section?.kind === 'map' && section.entries.size === 0;
}

function standInsOf(template: Plain): string[] {
  const metadata = (template as any)?.Metadata?.privateServerless;
  return (metadata?.standIns ?? []) as string[];
}

/** Whether a property, such as `Code.S3ObjectVersion`, is set in any of the resources. */
export function hasProperty(
  resources: GoldenResource[],
  property: string,
): boolean {
  return resources.some(({ properties }) => {
    let value: Plain | undefined = properties;
    for (const name of property.split('.')) {
      value =
        value !== null && typeof value === 'object' && !Array.isArray(value)
          ? value[name]
          : undefined;
    }
    return value !== undefined;
  });
}
