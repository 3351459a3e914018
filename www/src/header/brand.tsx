/** The product's mark, and the name of the state that is shown. */
import classes from './brand.module.css';

export function Brand() {
  return (
    <div className={classes.brand}>
      <img src="/mark.svg" alt="" width={32} height={32} />
      <div>
        <h1 className={classes.name}>Holdfast</h1>
        <p className={classes.state}>
          state <span data-testid="name">assistant</span>
        </p>
      </div>
    </div>
  );
}
