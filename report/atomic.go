package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// atomicFile is a file that takes its name when it is whole.
type atomicFile struct {
	*os.File
	// target is the name it will take; empty when it is written in place.
	target string
	done   bool
}

// createAtomic opens a file that will replace path. What is not an ordinary
// file, such as a device or a pipe, is written to directly; a symbolic link is
// followed, so that it stays one.
func createAtomic(path string) (*atomicFile, error) {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	mode := fs.FileMode(0o666)
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%s is a directory: name a file", path)
	case !info.Mode().IsRegular():
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &atomicFile{File: file}, nil
	default:
		mode = info.Mode().Perm()
	}
	for attempt := 0; ; attempt++ {
		name := path + "." + strconv.Itoa(os.Getpid()) + "." + strconv.Itoa(attempt) + ".part"
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) && attempt < 100 {
			continue
		}
		if err != nil {
			return nil, err
		}
		return &atomicFile{File: file, target: path}, nil
	}
}

// commit puts the file in its place.
func (f *atomicFile) commit() error {
	if err := f.Close(); err != nil {
		f.abort()
		return err
	}
	f.done = true
	if f.target == "" {
		return nil
	}
	if err := os.Rename(f.Name(), f.target); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// abort drops the file unless it is in its place already.
func (f *atomicFile) abort() {
	if f.done {
		return
	}
	f.done = true
	_ = f.Close()
	if f.target != "" {
		_ = os.Remove(f.Name())
	}
}
