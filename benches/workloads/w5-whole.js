// W5: the whole state durable: from a state that is handed over until the contestant that was opened
// on it says that all of it is on disk. That is how each page begins, so there is one sample per page.

export const run = async ({ openMs }) => ({ W5: [openMs] });
