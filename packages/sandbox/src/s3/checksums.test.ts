import { checksumMatches } from './checksums';

// The check value that CRC catalogs list: the checksum of "123456789".
const checkInput = Buffer.from('123456789');
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

describe('checksums', () => {
  it.each([
    ['x-amz-checksum-crc32', 'cbf43926'],
    ['x-amz-checksum-crc32c', 'e3069283'],
    ['x-amz-checksum-crc64nvme', 'ae8b14860a799888'],
    ['x-amz-checksum-sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['content-md5', '25f9e794323b453885f5181f1b624d0b'],
  ])('%s has its published check value', (header, hex) => {
    expect(checksumMatches(header, base64(hex), checkInput)).toBe(true);
    expect(checksumMatches(header, base64(hex), Buffer.from('1'))).toBe(false);
  });
});
