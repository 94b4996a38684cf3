/** An answer that API Gateway itself gives. */
export class GatewayError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly body: Record<string, string>,
  ) {
    super(type);
  }
}

/** There is no such API, stage or endpoint here. */
export const forbidden = () =>
  new GatewayError(403, 'ForbiddenException', { message: 'Forbidden' });
/** The function or the way to it is broken. */
export const internalError = (status: number) =>
  new GatewayError(status, 'InternalServerErrorException', {
    message: 'Internal server error',
  });
