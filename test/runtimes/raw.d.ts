/** A file as text, put into the bundle by vite: the Workers runtime has no file system. */
declare module '*?raw' {
  const text: string
  export default text
}
