"""The one spider: columns of every platform. What differs between platforms lives in crawler/platforms."""
