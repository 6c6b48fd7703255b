// The version of the tool, kept equal to package.json by a test: reading a file at each start would cost more than it is worth.
export const VERSION = '0.1.0';
export const TOOL = `cloneform ${VERSION}`;
