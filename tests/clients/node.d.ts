// All that read.ts asks of Node.
declare const process: { argv: string[]; stdout: { write(text: string): void } };
