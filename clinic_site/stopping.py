import signal
import time


class StopFlag:
    """Set by signals and checked by loops, so that the work in hand is finished first.

    Not a threading.Event: its lock is held while the main thread waits, so a signal handler that
    sets it then would wait for itself.

    """

    def __init__(self, *signals: signal.Signals) -> None:
        self.is_set = False
        for number in signals:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # under nohup
                signal.signal(number, self.set)

    def set(self, *_) -> None:
        self.is_set = True

    def pause(self, seconds: float) -> bool:
        """Sleep for so many seconds or until a signal; returns whether to stop."""
        until = time.monotonic() + seconds
        while not self.is_set and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))
        return self.is_set
