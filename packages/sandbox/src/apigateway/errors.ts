/** An error response of API Gateway itself. */
export class GatewayError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly body: Record<string, string>,
  ) {
    super(type);
  }
}

/** The API, the stage or its association with the endpoint does not exist. */
export const forbidden = () =>
  new GatewayError(403, 'ForbiddenException', { message: 'Forbidden' });
/** The function failed, or API Gateway may not invoke it. */
export const internalError = (status: number) =>
  new GatewayError(status, 'InternalServerErrorException', {
    message: 'Internal server error',
  });
