import { readTemplateText } from '@private-serverless/template';
import { Template } from '../template/Template';
import type { Kind } from './Use';
import { usesOf } from './uses';

/**
 * The resources of an existing network that a template names, to describe exactly those. `unknown` is whether it uses some whose
 * IDs are not known before the deploy. Undefined if the template uses only its own network, so it needs no network facts.
 *
 * @throws TemplateError if the template is not valid
 * @public
 */
export function existingResources(options: {
  template: string;
  parameters?: Record<string, string>;
}):
  | {
      vpcIds: string[];
      subnetIds: string[];
      securityGroupIds: string[];
      endpointIds: string[];
      prefixListIds: string[];
      unknown: boolean;
    }
  | undefined {
  const uses = usesOf(
    new Template(readTemplateText(options.template), {
      parameters: options.parameters,
    }),
  ).filter(({ is }) => is !== 'inside');
  if (uses.length === 0) return undefined;
  const idsOf = (kind: Kind, prefix: string) => [
    ...new Set(
      uses.flatMap(use =>
        use.kind === kind && use.is === 'outside' && use.id.startsWith(prefix)
          ? [use.id]
          : [],
      ),
    ),
  ];
  return {
    vpcIds: idsOf('vpc', 'vpc-'),
    subnetIds: idsOf('subnet', 'subnet-'),
    securityGroupIds: idsOf('group', 'sg-'),
    endpointIds: idsOf('endpoint', 'vpce-'),
    prefixListIds: idsOf('prefixList', 'pl-'),
    unknown: uses.some(({ is }) => is === 'unknown'),
  };
}
