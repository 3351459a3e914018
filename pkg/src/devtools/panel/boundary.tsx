/** What a tab throws stays in the tab. */
import { Component, type ReactNode } from 'react';
import { messageOf } from '../lib/format.js';

interface State {
  readonly failure: string | undefined;
}

export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { failure: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { failure: messageOf(error) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <div className="empty" role="alert">
        <p>This cannot be shown: {failure}</p>
        <button type="button" className="button" onClick={() => this.setState({ failure: undefined })}>
          Try again
        </button>
      </div>
    );
  }
}
