import type { Template } from '../template/Template';
import { rules } from '../rules';
import type { Verdict } from '../Verdict';
import { exposuresOf } from './exposures';
import { limited } from './limited';
import { networksOf } from './networks';
import { pathOfCalls } from './pathOfCalls';
import type { Picture, PictureNode } from './model';

/** The rules that separate a network from the internet. */
const barriers = ['PS01', 'PS02', 'PS04', 'PS06'];

/** What is called private only without a finding. */
const provenKind: Record<string, string | undefined> = {
  'REST API': 'private REST API',
  'load balancer': 'internal load balancer',
};

/**
 * The network of a template: who reaches the service, through what, and what the service calls. What is exposed to the internet
 * is part of it, whatever it is.
 */
export function pictureOf(
  template: Template,
  verdict: Pick<Verdict, 'findings' | 'rules'>,
): Picture {
  const { nodes, edges } = pathOfCalls(template);
  const exposures = exposuresOf(verdict.findings);
  const drawn = nodes.map((node): PictureNode => {
    const exposure = exposures.get(node.id);
    if (exposure) return { ...node, exposure };
    const kind = provenKind[node.kind] ?? node.kind;
    return { ...node, kind };
  });
  const ids = new Set(nodes.map(({ id }) => id));
  const others = [...exposures]
    .filter(([id, { status }]) => !ids.has(id) && status !== 'unproven')
    .map(
      ([id, exposure]): PictureNode => ({
        id,
        label: id,
        kind: shortType(template.resource(id)?.type ?? ''),
        column: 'other',
        inVpc: false,
        exposure,
      }),
    );
  return {
    networks: networksOf(template),
    ...limited({ nodes: [...drawn, ...others], edges }),
    barriers: rules
      .filter(({ id }) => barriers.includes(id))
      .map(({ id, title }) => ({
        rule: id,
        title,
        status: verdict.rules[id] ?? 'not-applicable',
      })),
  };
}

/** `EC2 InternetGateway` for `AWS::EC2::InternetGateway`. */
function shortType(type: string): string {
  return type.replace(/^AWS::/i, '').replace(/::/g, ' ');
}
