import { type Rule, whyUnknown } from '../rule';

/** PS46: endpoint services ask before they accept a connection. */
export const endpointService: Rule = {
  id: 'PS46',
  title: 'Endpoint services do not accept connections automatically',
  severity: 'M',
  why: 'An endpoint service that accepts connections by itself lets every permitted account into the network.',
  fix: 'Set AcceptanceRequired to true.',
  *check(template) {
    for (const service of template.ofType('AWS::EC2::VPCEndpointService')) {
      const { id } = service;
      for (const value of template.property(service, 'AcceptanceRequired')) {
        const change = { path: 'Properties.AcceptanceRequired', value: true };
        const base = { resource: id, at: value.at, change };
        const text = value.kind === 'scalar' ? value.text.toLowerCase() : '';
        if (text === 'true') {
          yield {
            ...base,
            status: 'proven',
            message: `${id} accepts no connection automatically.`,
          };
        } else if (text === 'false') {
          yield {
            ...base,
            status: 'violated',
            message: `${id} accepts connections automatically: its AcceptanceRequired is false.`,
          };
        } else {
          yield {
            ...base,
            status: 'unproven',
            message:
              value.kind === 'absent'
                ? `Cannot determine whether ${id} accepts connections automatically: it has no AcceptanceRequired.`
                : `Cannot determine whether ${id} accepts connections automatically: AcceptanceRequired ${whyUnknown(
                    value,
                  )}.`,
          };
        }
      }
    }
  },
};
