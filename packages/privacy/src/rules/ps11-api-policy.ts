import type { Value } from '@private-serverless/template';
import { assessNamedSources } from '../network/apiSources';
import { assessSource } from '../policy/apiPolicy';
import { policyDocuments } from '../policy/document';
import { Rule } from '../rule';
import { Resource, Template } from '../template/Template';

/** PS11: the policy of a REST API allows only named VPC endpoints or VPCs. */
export const apiPolicy: Rule = {
  id: 'PS11',
  title: 'API policies name the source of requests',
  severity: 'H',
  why: 'Without aws:SourceVpce or aws:SourceVpc, any VPC in any AWS account can call a private API.',
  fix: 'Add a condition StringEquals on aws:SourceVpce to every Allow, or add a Deny with StringNotEquals on aws:SourceVpce for all principals and execute-api:/*.',
  *check(template) {
    for (const api of template.ofType('AWS::ApiGateway::RestApi')) {
      for (const document of policiesOf(template, api)) {
        const restriction = assessSource(template, document);
        const named =
          restriction.status === 'proven'
            ? assessNamedSources(template, document)
            : undefined;
        const { status, at, message } =
          named && named.status !== 'proven' ? named : restriction;
        const evidence =
          status === 'proven' && named ? ` ${named.message}` : '';
        yield {
          status,
          resource: api.id,
          at,
          message: `${api.id}: ${message}${evidence}`,
          ...(restriction.status === 'proven' && {
            fix: `Name the endpoint of execute-api in the VPC of this service. ${template.network.advice}`,
          }),
        };
      }
    }
  },
};

/**
 * The policy in the property and the policy in an OpenAPI body. If both exist,
 * both are evaluated.
 */
export function policiesOf(template: Template, api: Resource) {
  const inBody = template
    .property(api, 'Body')
    .flatMap(body => bodyPolicy(template, body));
  const inStorage = template
    .property(api, 'BodyS3Location')
    .flatMap((location): Value[] =>
      location.kind === 'absent'
        ? []
        : [
            {
              kind: 'unknown',
              at: location.at,
              why: 'comes from an OpenAPI document in S3',
            },
          ],
    );
  const elsewhere = [...inBody, ...inStorage];
  const property = template.property(api, 'Policy');
  const noProperty = property.every(value => value.kind === 'absent');
  return policyDocuments(
    template,
    noProperty && elsewhere.length > 0
      ? elsewhere
      : [...property, ...elsewhere],
  );
}

function bodyPolicy(template: Template, body: Value): Value[] {
  if (body.kind === 'absent') return [];
  if (body.kind !== 'map') {
    return [
      { kind: 'unknown', at: body.at, why: 'has a Body that is not a map' },
    ];
  }
  return template
    .child(body, 'x-amazon-apigateway-policy')
    .filter(value => value.kind !== 'absent');
}
