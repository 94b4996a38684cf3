import { Properties, Value } from '../account/Account';
import { asMap } from '../account/values';
import { CustomResourceError, CustomResourceIds } from '../resources/contract';

/** The validated response of a custom resource's function. */
export type CustomResourceResponse = {
  physicalId?: string;
  /** The values that `Fn::GetAtt` returns. */
  attributes: Properties;
};

/**
 * Reads the response object of a custom resource's function.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 *
 * @throws CustomResourceError for status FAILED, with CloudFormation's message,
 *   and for a response object that is not valid
 */
export function readResponse(
  body: string | null,
  request: CustomResourceIds,
): CustomResourceResponse {
  if (body === null) {
    throw new CustomResourceError('Response object is too long.');
  }
  const response = parse(body);
  for (const [name, value] of Object.entries(request)) {
    if (response[name] !== value) {
      throw new CustomResourceError(
        `Invalid response object: ${name} differs from the request`,
      );
    }
  }
  const physicalId = text(response.PhysicalResourceId);
  if (response.Status === 'FAILED') {
    throw new CustomResourceError(
      `Received response status [FAILED] from custom resource. Message returned: ${
        text(response.Reason) ?? ''
      } (RequestId: ${request.RequestId})`,
      physicalId,
    );
  }
  if (response.Status !== 'SUCCESS') {
    throw new CustomResourceError(
      `Invalid response object: Status is ${JSON.stringify(
        response.Status,
      )}, but must be SUCCESS or FAILED`,
    );
  }
  return { physicalId, attributes: flatten(asMap(response.Data)) };
}

function parse(body: string): Properties {
  let value: Value = null;
  try {
    value = JSON.parse(body);
  } catch {
    // Rejected below, together with every other value that is not an object.
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new CustomResourceError(
      'Invalid response object: the body is not a JSON object',
    );
  }
  return value;
}

function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `Fn::GetAtt` addresses nested data as `Outer.Inner`. */
function flatten(data: Properties, prefix = ''): Properties {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) => [
      [prefix + name, value],
      ...Object.entries(flatten(asMap(value), `${prefix}${name}.`)),
    ]),
  );
}
