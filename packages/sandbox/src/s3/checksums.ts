import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** CRC32C (Castagnoli), reflected. */
const crc32cPolynomial = 0x82f63b78;
/** CRC64NVME, reflected, in two halves. */
const crc64High = 0x9a6c9329;
const crc64Low = 0xac4bc9b5;

function base64(...words: number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32BE(word >>> 0, index * 4));
  return bytes.toString('base64');
}

function crc32c(body: Buffer): string {
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ crc32cPolynomial : crc >>> 1;
    }
  }
  return base64(~crc);
}

function crc64nvme(body: Buffer): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of body) {
    low ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1;
      low = (low >>> 1) | ((high & 1) << 31);
      high >>>= 1;
      if (odd) {
        low ^= crc64Low;
        high ^= crc64High;
      }
    }
  }
  return base64(~high, ~low);
}

const algorithms: Record<string, (body: Buffer) => string> = {
  'x-amz-checksum-crc32': body => base64(crc32(body)),
  'x-amz-checksum-crc32c': crc32c,
  'x-amz-checksum-crc64nvme': crc64nvme,
  'x-amz-checksum-sha1': body =>
    createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': body =>
    createHash('sha256').update(body).digest('base64'),
  'content-md5': body => createHash('md5').update(body).digest('base64'),
};

/** The checksum headers that the sandbox verifies. */
export const checksumHeaders: readonly string[] = Object.keys(algorithms);

/** The checksum of a body, in base64. */
export function checksumOf(header: string, body: Buffer): string {
  return algorithms[header](body);
}

/** Whether a checksum in a request matches its body. */
export function checksumMatches(
  header: string,
  value: string,
  body: Buffer,
): boolean {
  return checksumOf(header, body) === value;
}
