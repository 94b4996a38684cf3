import {
  FailureCode,
  FailureFacts,
  failureTable,
  ProbeResult,
} from '@private-serverless/wire';

/**
 * The texts of a failure: what happened, and what to do.
 * @param code - a code from the failure table. Of an unknown code, which a newer version stored, the code is shown
 * @public
 */
export function failureText(
  code: FailureCode,
  facts: FailureFacts = {},
): { headline: string; advice: string } {
  if (!Object.hasOwn(failureTable, code)) {
    return {
      headline: `Failed: ${code}`,
      advice: 'Update this plugin. A newer version stored the result.',
    };
  }
  const { headline, advice } = failureTable[code];
  return {
    headline: typeof headline === 'string' ? headline : headline(facts),
    advice: (typeof advice === 'string' ? advice : advice(facts))
      .replaceAll('{vantage}', facts.vantage ?? 'the vantage')
      .replaceAll('{host}', facts.host ?? 'this host'),
  };
}

/**
 * The values of the failure of a result. It does not contain the host. Address, port and date are those of the failure
 * itself, so a text never names an address that has not failed. Results of version 0.2.0 and earlier have them only for
 * the connection.
 * @public
 */
export function failureFacts(result: ProbeResult): FailureFacts {
  const { control, failure, http, tls } = result;
  const [, connectedIp, connectedPort] =
    /^\[?([^\]]+?)\]?:(\d+)$/.exec(result.connectedTo ?? '') ?? [];
  const ip = failure?.address ?? connectedIp;
  const port =
    failure?.port ?? (connectedPort ? Number(connectedPort) : undefined);
  return {
    vantage: result.vantage,
    ...(ip && { ip }),
    ...(port && { port }),
    ...(failure?.date && { date: failure.date }),
    ...(control && control.state !== 'none' && { canSetControl: false }),
    ...(tls && { names: tls.names }),
    ...(http && {
      status: http.status,
      location: http.location,
      errorType: http.errorType,
    }),
  };
}
