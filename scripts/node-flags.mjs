/**
 * How Node runs Stadttor. A young generation of 4 MB instead of 16 (×3) keeps the process a third smaller; its objects live
 * for one request, so that little more is copied. Read by npm start, the tests and the measurements.
 */
export const nodeFlags = ['--max-semi-space-size=4', '--disable-warning=DeprecationWarning'];
