package deeplearning_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/deeplearning/train"
)

// Example cross-fits a network on 24 patients, one step a fold, in pure Go; in
// a study it has dozens of epochs, on [deeplearning.Auto].
func Example() {
	dir, err := os.MkdirTemp("", "networks")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	c, err := writeCohort(dir, alternating(24))
	if err != nil {
		log.Fatal(err)
	}
	training, validation, err := c.Split(cohort.Plan{Training: 0.75, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	crops := deeplearning.NewCrops(32, []string{"AP", "DP"})
	for _, k := range c.Patients().Cases() {
		if err := crops.Add(k, image(1, k)); err != nil {
			log.Fatal(err)
		}
	}

	device, err := deeplearning.OpenDevice(deeplearning.Go)
	if err != nil {
		log.Fatal(err)
	}
	machine, err := deeplearning.NewMachine(device, "MC", "ResNet18", 2, deeplearning.Settings{
		Size: 32, StopFraction: 0.25, Training: train.Settings{Batch: 6, Epochs: train.Epochs{Cap: 1, Patience: 1}, LearningRate: 1e-3},
	})
	if err != nil {
		log.Fatal(err)
	}
	folds, err := training.Folds(2, 1)
	if err != nil {
		log.Fatal(err)
	}
	var fitted []*deeplearning.FoldModel
	ctx := context.Background()
	for k, fold := range folds {
		f, err := machine.FitFold(ctx, fold, k, crops, 1, nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s, fold %d: %d fitted, %d set aside, %d held out\n", f.Network, f.Fold, f.Fitted, f.Stopped, len(f.Held))
		weights, err := machine.Encode(f) // what is kept of it
		if err != nil {
			log.Fatal(err)
		}
		if f, err = machine.Decode(weights); err != nil {
			log.Fatal(err)
		}
		fitted = append(fitted, f)
	}
	score, err := machine.Score(ctx, fitted, validation.Patients(), crops)
	fmt.Println(len(score), "DL-scores in Validation", err)
	// Output:
	// MC ResNet18, fold 1: 7 fitted, 2 set aside, 9 held out
	// MC ResNet18, fold 2: 7 fitted, 2 set aside, 9 held out
	// 6 DL-scores in Validation <nil>
}

func ExampleMachine_Parameters() {
	device, err := deeplearning.OpenDevice(deeplearning.Go)
	if err != nil {
		log.Fatal(err)
	}
	settings := deeplearning.Settings{Size: 64, Training: train.Settings{Batch: 16, Epochs: train.Epochs{Cap: 40, Patience: 8}, LearningRate: 1e-3}}
	for _, kind := range []string{"MC", "FF"} {
		m, err := deeplearning.NewMachine(device, kind, "ResNet18", 3, settings)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(m.Name(), m.Parameters())
	}
	// Output:
	// MC ResNet18 11177025
	// FF ResNet18 33512257
}

func ExampleOpenDevice() {
	device, err := deeplearning.OpenDevice(deeplearning.Go)
	fmt.Println(device.Name, err)
	_, err = deeplearning.OpenDevice("abacus")
	fmt.Println(err)
	// Output:
	// go <nil>
	// study.yaml: backend "abacus" is not known; use auto, cpu, cuda or go
}

func ExampleCrops_Add() {
	crops := deeplearning.NewCrops(1, []string{"AP", "PVP", "DP"})
	fmt.Println(crops.Add(17, []float32{0.3, 1.2, 0.7}))
	// Output: <nil>
}
