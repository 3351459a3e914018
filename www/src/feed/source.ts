/** Who the history and the events say it was, when the feed has made an update. */
export const SOURCE = 'feed';
