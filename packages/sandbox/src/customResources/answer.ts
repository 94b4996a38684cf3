import { Properties, Value } from '../account/account';
import { asMap } from '../account/values';
import { CustomResourceError } from '../resources/handler';

/** What a custom resource's function answered, checked. */
export type Answer = {
  physicalId?: string;
  /** What `Fn::GetAtt` gives. */
  attributes: Properties;
};

/** What the answer must be an answer to. */
export type Asked = {
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
};

/**
 * Reads the answer of a custom resource's function.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 *
 * Throws {@link CustomResourceError} for status FAILED, with CloudFormation's
 * words, and for what is no valid answer.
 */
export function readAnswer(body: string | null, asked: Asked): Answer {
  if (body === null) {
    throw new CustomResourceError('Response object is too long.');
  }
  const answer = parse(body);
  for (const [name, value] of Object.entries(asked)) {
    if (answer[name] !== value) {
      throw new CustomResourceError(
        `Invalid response object: ${name} is not that of the request`,
      );
    }
  }
  const physicalId = text(answer.PhysicalResourceId);
  if (answer.Status === 'FAILED') {
    throw new CustomResourceError(
      `Received response status [FAILED] from custom resource. Message returned: ${
        text(answer.Reason) ?? ''
      } (RequestId: ${asked.RequestId})`,
      physicalId,
    );
  }
  if (answer.Status !== 'SUCCESS') {
    throw new CustomResourceError(
      `Invalid response object: Status is ${JSON.stringify(
        answer.Status,
      )}, not SUCCESS or FAILED`,
    );
  }
  return { physicalId, attributes: flat(asMap(answer.Data)) };
}

function parse(body: string): Properties {
  let value: Value = null;
  try {
    value = JSON.parse(body);
  } catch {
    // Reported below, as any other value that is no object.
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new CustomResourceError(
      'Invalid response object: it is not a JSON object',
    );
  }
  return value;
}

function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `Fn::GetAtt` reaches nested data by `Outer.Inner`. */
function flat(data: Properties, prefix = ''): Properties {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) => [
      [prefix + name, value],
      ...Object.entries(flat(asMap(value), `${prefix}${name}.`)),
    ]),
  );
}
