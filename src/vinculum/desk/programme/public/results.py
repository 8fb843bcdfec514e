"""The results that everybody may read: figures that were published, each as at its date."""
