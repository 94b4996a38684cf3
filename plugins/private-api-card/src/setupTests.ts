import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A shared machine can be slow, so wait longer than the default of one second.
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(180_000);
