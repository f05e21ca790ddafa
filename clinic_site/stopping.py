import signal
import time


class StopFlag:
    """Set by signals, asked by loops, so that the work in hand is finished before the process ends.

    A threading.Event will not do: its lock is held while the main thread waits, and a signal
    handler that runs then and sets it waits for itself.
    """

    def __init__(self, *signals: signal.Signals) -> None:
        self.is_set = False
        for number in signals:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # under nohup
                signal.signal(number, self.set)

    def set(self, *_) -> None:
        self.is_set = True

    def pause(self, seconds: float) -> bool:
        """Sleep, but not past a signal; returns whether to stop."""
        until = time.monotonic() + seconds
        while not self.is_set and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))
        return self.is_set
