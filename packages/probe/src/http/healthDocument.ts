/**
 * Whether a body is the health document of a generated service: a JSON object with the fields `status` and `service`.
 * Only its function writes one.
 */
export function isHealthDocument(body: Buffer): boolean {
  if (body[0] !== '{'.charCodeAt(0)) return false;
  try {
    const { status, service } = JSON.parse(body.toString('utf8'));
    return typeof status === 'string' && typeof service === 'string';
  } catch {
    return false;
  }
}
